package synthetic

import "strings"

// Names are common ones, most frequent first; frequencies fall as one over rank
// plus four, and composed names make the long tail.

const britishGirls = `Olivia Amelia Isla Ava Lily Freya Mia Ivy Florence Grace Willow Isabella Sophia Evie Poppy Ella
Rosie Charlotte Elsie Sophie Daisy Sienna Emily Matilda Alice Millie Phoebe Harper Ruby Evelyn Jessica Emma Erin Lola
Chloe Maisie Harriet Molly Scarlett Eliza Esme Penelope Imogen Bella Eva Lucy Thea Hallie Orla Maya Robyn Violet Lottie
Margot Summer Nancy Amber Holly Megan Hannah Georgia Abigail Martha Rose Zara Eleanor Darcie Iris Heidi Nellie Edith
Eden Lyla Beatrice Gracie Aria Skye Clara Annabelle Tilly Leah Jasmine Niamh Bethany Paige Lexi Skyla Kayla Tia Demi
Shannon Courtney Libby Caitlin Lauren Rebecca Zoe Katie Victoria Elizabeth Francesca Lydia Naomi Faith Hope Connie`

const britishBoys = `Noah Oliver George Arthur Leo Harry Oscar Archie Henry Theodore Freddie Jack Charlie Theo Alfie
Jacob Thomas Finley Arlo William Lucas Roman Tommy Isaac Teddy Alexander Luca Edward James Joshua Albie Elijah Max
Mason Joseph Rory Daniel Reggie Ethan Louie Logan Hugo Benjamin Samuel Reuben Sebastian Jude Hunter Ronnie Harrison
Dylan Frankie Bobby Jaxon Riley Toby Ezra Zachary Adam Tyler Jake Kai Liam Nathan Caleb Jayden Callum Connor Owen
Ryan Kian Bradley Luke Matthew Cameron Declan Lewis Aaron Rowan Stanley Felix Rupert Jasper Otis Albert Blake Ellis
Kayden Corey Kyle Ashton Brandon Ellis Kieran Jamie Robert Michael David Christopher Patrick Dominic Gabriel Spencer`

const britishSurnames = `Smith Jones Taylor Brown Williams Wilson Johnson Davies Robinson Wright Thompson Evans Walker
White Roberts Green Hall Wood Jackson Clarke Harris Lewis Martin Cooper King Ward Baker Turner Hill Morris Moore Clark
Allen Harrison Scott Parker Young Bennett Watson Carter Phillips Shaw Cook Mitchell Marshall Price Bailey Griffiths
Adams Collins Simpson Webb Rogers Richardson Murphy Ellis Stevens Mills Hunt Barker Powell Palmer Lloyd Knight Butler
Matthews Russell Fisher Barnes Jenkins Dixon Harvey Pearson Graham Fletcher Howard Gibson Andrews Elliott Reynolds
Ford Payne Fox Pearce Day Lawrence West Lowe Brooks Bradley Atkinson Kelly Cox Burton Dawson Hughes Gregory Newman
Wallace Spencer Hudson Sutton Watts Chambers Booth Page Hart Saunders Chapman Perry Armstrong Hayes Barrett Burke
Goodwin Kerr Stone Kennedy Nicholls Bird Field Miles Francis Harper Bishop Lane Cole Austin Wade Sharp Holt Gill`

const eastEuropeanGirls = `Zuzanna Maja Lena Oliwia Hanna Zofia Alicja Nikola Wiktoria Natalia Amelia Gabriela Maria
Andreea Ioana Daria Sofia Antonia Elena Ana Kamila Weronika Emilija Ugne Gabija Viktoria Karolina Simona Bianca Larisa`

const eastEuropeanBoys = `Jakub Antoni Filip Kacper Szymon Oskar Adam Wojciech Mateusz Bartosz Nikodem Igor Dawid
Andrei David Stefan Luca Alexandru Matei Ionut Cristian Lukas Matas Dominykas Nojus Kristian Viktor Dimitar Denis Marek`

const eastEuropeanSurnames = `Nowak Kowalski Wisniewski Wojcik Kowalczyk Kaminski Lewandowski Zielinski Szymanski
Wozniak Dabrowski Kozlowski Jankowski Mazur Krawczyk Popescu Ionescu Popa Radu Stan Dumitru Marin Tudor Kazlauskas
Petrauskas Jankauskas Ivanov Georgiev Dimitrov Petrov Horvath Novak Balaz Lakatos Varga`

const muslimAsianGirls = `Fatima Aisha Maryam Zainab Khadija Amina Hafsa Safiya Inaya Aliza Zara Iqra Sumaiya Anaya
Hania Mahnoor Alisha Ayesha Noor Zoya Rabia Sana Hira Mariam Nabila Tahmina Sadia Ruqayyah Asiya Laiba`

const muslimAsianBoys = `Mohammed Ibrahim Yusuf Ali Zain Ayaan Hamza Muhammad Rayan Umar Haris Adam Eesa Musa Abdullah
Ahmed Bilal Usman Zakariya Ismail Hassan Hussain Imran Faisal Tahir Kamran Rahim Shahid Saad Arham`

const muslimAsianSurnames = `Khan Ahmed Hussain Ali Begum Akhtar Mahmood Iqbal Malik Rahman Miah Uddin Islam Chowdhury
Bibi Hussein Mohammed Shah Butt Mirza Sheikh Hassan Aziz Rashid Choudhury Saleem Javed Kausar Parveen Khatun Haque Bashir
Akram Zaman Raja Qureshi Siddique Anwar Yousaf Nawaz`

const indianGirls = `Anaya Aarohi Diya Priya Ananya Simran Jasleen Kiran Meera Riya Saanvi Aanya Harleen Nisha Pooja
Kavya Isha Navya Tara Avni Gurleen Manpreet Shreya Neha Anika`

const indianBoys = `Arjun Aarav Rohan Dev Jai Krishan Arun Rajan Harpreet Gurdeep Vihaan Ishaan Karan Nikhil Ravi
Aditya Amar Jasveer Mandeep Sahil Veer Yash Kabir Aryan Pranav`

const indianSurnames = `Patel Singh Kaur Shah Sharma Gill Kumar Desai Mistry Sandhu Dhillon Parmar Chauhan Joshi Mehta
Bains Grewal Sidhu Solanki Thakur Verma Nair Reddy Iyer Lad Chohan Rai Virdee Sohal Bhatt`

const africanGirls = `Blessing Grace Esther Deborah Temiloluwa Zainab Amara Chidera Abigail Ama Efua Adwoa Hodan Ayan
Hamdi Fatou Mariama Aminata Precious Tendai Rutendo Sade Ifeoma Ngozi Joy Divine Oluwaseun Wanjiku Nyah Kemi`

const africanBoys = `Emmanuel David Daniel Samuel Joshua Kwame Kofi Kwabena Tobi Ayomide Chukwuemeka Obinna Ifeanyi
Abdirahman Liban Mahad Yonis Lamin Ousmane Tinashe Tapiwa Ebrima Mamadou Israel Elijah Oluwatobi Femi Tunde Kelechi Zion`

const africanSurnames = `Mohamed Ahmed Okafor Adeyemi Mensah Owusu Boateng Ali Hassan Okoro Eze Adebayo Oyelaran Asante
Osei Appiah Nkrumah Abdi Warsame Farah Jama Diallo Camara Kamara Sesay Conteh Bangura Moyo Ncube Sibanda Dube Ndlovu
Mutasa Otieno Kamau Wanjiru Tesfaye Bekele Osman Ibrahim Abubakar Balogun Ogunleye Nwosu`

const chineseGirls = `Emily Sophie Chloe Yuxin Xinyi Jiayi Zihan Mei Ling Hui Wing Ka Yan Cheuk Sze Hei Jessica Joanne Hoi
Lok`

const chineseBoys = `Jason Ryan Lucas Ethan Jayden Haoran Zihao Yifan Junjie Ho Chun Hin Tsz Kai Wai Long Lok Hei Marcus Aaron`

const chineseSurnames = `Chan Wong Li Chen Wang Cheung Lee Lam Liu Zhang Ng Leung Lau Cheng Ho Yang Huang Lin Tang Yip Wu
Zhao Zhou Tsang Kwok`

const arabGirls = `Layla Maryam Noor Sara Yara Jana Lina Farah Salma Hala Rania Dina Zahra Shirin Narin Rojin Parisa
Yasmin Amal Dalia Aya Rana Hiba Leen Tala`

const arabBoys = `Omar Yousef Karim Ahmad Ali Khaled Tariq Samir Bashar Rami Zaid Anas Rebin Azad Hemin Reza Amir Navid
Bilal Walid Hadi Majd Ilyas Nabil Salem`

const arabSurnames = `Haddad Khalil Mansour Saleh Nasser Darwish Hamdan Aziz Rahimi Karimi Hosseini Ahmadi Barzani Rasul
Amin Mahmoud Abdullah Kareem Yilmaz Demir Kaya Sahin Celik Benali Haddou Othman Qasim Habib Sabbagh Najjar`

const asylumBoys = `Ahmad Mohammad Abdul Hamid Najibullah Zabihullah Rahmatullah Samiullah Farhad Wali Adam Musa Abdalla
Yohannes Filmon Tesfalem Samuel Robel Yonas Henok Arben Ardit Klajdi Ermal Redon Nguyen Minh Hoang Tuan Rebaz Karwan Soran`

const asylumGirls = `Zahra Fatemeh Selam Helen Rahel Winta Bethlehem Thi Linh Huong Mai Shilan Hana Semhar Saba`

const asylumSurnames = `Ahmadzai Stanikzai Safi Khan Zadran Amiri Rahimi Niazi Shinwari Hotak Abdalla Adam Ishaq Haroun
Yahya Tesfay Ghebremariam Kidane Habte Berhane Hoxha Shehu Gjoka Lleshi Prendi Nguyen Tran Pham Le Vo Rasul Hama Aziz
Mahmood Salih`

// composed parts make rare names: Thornbeck, Ashcombe; Ellie-Mae, Tommy-Lee.
const (
	surnameHeads = `Ash Birch Brad Bram Brock Car Chat Clay Cran Cross Dun East Elm Fair Fal Fen Gar Glen Hal Hard Hart
Hay Hazel Hol Horn Kel Kirk Lang Len Lin Long Mal Mar Mel Mer New Nor Oak Pem Pen Quar Rad Rams Red Rip Rock Rush Sal
Sel Shel Sher Stan Stock Sut Thorn Thur Tor Up Wal Wans War West Whit Win Wood Wren Yar`
	surnameTails = `beck bourne bridge brook burn bury by combe cott croft dale den don field ford gate ham hurst land ley
low man mere more ridge shaw stead stone ton wardine well wick wold wood worth yard`
	girlSeconds = `Mae Rose May Grace Lee Jo Lou Belle Leigh Jane`
	boySeconds  = `Lee James Jay Jack Ray George John Joe Lewis Dean`
	girlFirsts  = `Ellie Lilly Gracie Amelia Lacey Ava Evie Daisy Lexi Maisie Ruby Summer Tilly Poppy Esmae`
	boyFirsts   = `Tommy Alfie Bobby Jaxon Charlie Riley Kayden Teddy Freddie Archie Ronnie Jayden Reggie Ollie Frankie`
	rareStarts  = `Ka Ja Ty Ay Za Sha De La Mi Ra Ta Ke Jo Ka Re Ty Sa Na`
	rareMiddles = `li ri den ray von mar shae ri na vy ro le mi sha ve xi de ni`
	rareGirls   = `ah ella lyn leigh isha na yah elle anne`
	rareBoys    = `en on iel us ay an ell io ius`
)

func words(list string) []string { return strings.Fields(list) }
