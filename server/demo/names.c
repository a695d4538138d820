/*
 * names.c - lists that people are made of.
 *
 * Names stand in order of how common they are; picking squares the dice, so
 * that the first ones come up often and searches meet many namesakes, as in a
 * real register.
 */
#include <stdio.h>

#include "base/mem.h"
#include "server/demo/names.h"

static const char *const es_female_old[] = { "María Carmen", "María",
	"Carmen", "Josefa", "Isabel", "Dolores", "Francisca", "Antonia",
	"Pilar", "Ana María", "Rosario", "Concepción", "Manuela", "Teresa",
	"Encarnación", "Juana", "Mercedes", "Ángeles", "Rosa", "Luisa",
	"Amparo", "Consuelo", "Milagros", "Remedios", "Asunción",
	"Purificación", "Emilia", "Trinidad", "Inés", "Esperanza" };
static const char *const es_female[] = { "María", "Laura", "Ana", "Cristina",
	"Marta", "Lucía", "Sara", "Paula", "Elena", "Raquel", "Andrea",
	"Patricia", "Beatriz", "Silvia", "Sofía", "Alba", "Nuria", "Rocío",
	"Irene", "Mónica", "Julia", "Carla", "Claudia", "Noelia", "Natalia",
	"Daniela", "Martina", "Valeria", "Eva", "Sandra", "Verónica",
	"Lorena", "Inés", "Carlota", "Noa", "Alejandra", "Esther", "Miriam",
	"Clara", "Ainhoa", "Leire", "Aitana", "Vega", "Candela", "Olivia",
	"Begoña", "Gloria", "Susana", "Yolanda", "Lidia" };
static const char *const es_male_old[] = { "Antonio", "José", "Manuel",
	"Francisco", "Juan", "José Antonio", "José Luis", "Jesús", "Pedro",
	"Miguel", "Rafael", "Ángel", "Francisco Javier", "Luis", "José María",
	"Fernando", "Vicente", "Ramón", "Joaquín", "Santiago", "Enrique",
	"Andrés", "Julián", "Emilio", "Tomás", "Eusebio", "Agustín",
	"Domingo", "Alfonso", "Salvador" };
static const char *const es_male[] = { "David", "Daniel", "Javier", "Carlos",
	"Alejandro", "Pablo", "Sergio", "Jorge", "Alberto", "Adrián", "Diego",
	"Álvaro", "Hugo", "Rubén", "Iván", "Óscar", "Raúl", "Mario", "Lucas",
	"Martín", "Mateo", "Leo", "Marcos", "Ignacio", "Víctor", "Roberto",
	"Eduardo", "Jaime", "Nicolás", "Gabriel", "Ismael", "Hugo", "Izan",
	"Rodrigo", "Guillermo", "Gonzalo", "Samuel", "Aarón", "Héctor",
	"Bruno", "Enzo", "Unai", "Iker", "Aitor", "Jordi", "Marc", "Xavier",
	"Joel", "Cristian", "Jonathan" };
static const char *const es_surnames[] = { "García", "Rodríguez", "González",
	"Fernández", "López", "Martínez", "Sánchez", "Pérez", "Gómez",
	"Martín", "Jiménez", "Hernández", "Ruiz", "Díaz", "Moreno", "Muñoz",
	"Álvarez", "Romero", "Gutiérrez", "Alonso", "Navarro", "Torres",
	"Domínguez", "Ramos", "Vázquez", "Ramírez", "Gil", "Serrano",
	"Morales", "Molina", "Blanco", "Suárez", "Castro", "Ortega",
	"Delgado", "Ortiz", "Marín", "Rubio", "Núñez", "Medina", "Sanz",
	"Castillo", "Iglesias", "Cortés", "Garrido", "Santos", "Guerrero",
	"Lozano", "Cano", "Cruz", "Méndez", "Flores", "Prieto", "Herrera",
	"Peña", "León", "Márquez", "Cabrera", "Gallego", "Calvo", "Vidal",
	"Campos", "Reyes", "Vega", "Fuentes", "Carrasco", "Díez", "Aguilar",
	"Caballero", "Nieto", "Santana", "Vargas", "Pascual", "Giménez",
	"Herrero", "Hidalgo", "Montero", "Lorenzo", "Santiago", "Benítez",
	"Durán", "Ibáñez", "Arias", "Mora", "Ferrer", "Carmona", "Vicente",
	"Rojas", "Soto", "Crespo", "Román", "Pastor", "Velasco", "Parra",
	"Sáez", "Moya", "Bravo", "Rivera", "Gallardo", "Soler", "Esteban",
	"Silva", "Pardo", "Rivas", "Franco", "Merino", "Lara", "Espinosa",
	"Camacho", "Mendoza", "Izquierdo", "Vera", "Rey", "Arroyo", "Redondo",
	"Casado", "Otero", "Luque", "Montes", "Galán", "Segura", "Carrillo",
	"Rincón", "Sierra", "Bermúdez", "Heredia", "Contreras", "Quintana",
	"Beltrán", "Menéndez", "Palacios", "Del Río", "De la Fuente",
	"Bernal", "Villanueva", "Acosta", "Guillén", "Salazar", "Valero",
	"Miranda", "Benavides", "Ochoa", "Zamora", "Escudero", "Trujillo",
	"Cuesta", "Pizarro", "Baena", "Toledano", "Barrios", "Peñalver",
	"Etxeberria", "Goikoetxea", "Puig", "Ferreira", "Llorente", "Tejada",
	"Zubiri", "Alarcón", "Bustamante", "Cárdenas" };
static const char *const ma_female[] = { "Fatima", "Khadija", "Aicha",
	"Naima", "Salma", "Hanane", "Souad", "Malika", "Imane", "Noura" };
static const char *const ma_male[] = { "Mohamed", "Ahmed", "Youssef",
	"Rachid", "Hassan", "Said", "Abdelkader", "Karim", "Omar", "Ilyas" };
static const char *const ma_surnames[] = { "El Amrani", "Benali",
	"El Idrissi", "Alaoui", "Haddad", "Chakir", "Bouzid", "Ouali",
	"El Khattabi", "Ziani", "Lahlou", "Mansouri" };
static const char *const ro_female[] = { "Elena", "Ioana", "Andreea",
	"Mihaela", "Cristina", "Alina", "Roxana", "Gabriela" };
static const char *const ro_male[] = { "Andrei", "Mihai", "Ion", "Gheorghe",
	"Florin", "Marius", "Cristian", "Vasile" };
static const char *const ro_surnames[] = { "Popescu", "Ionescu", "Popa",
	"Radu", "Dumitru", "Stan", "Munteanu", "Rusu", "Constantin", "Marin" };
static const char *const co_female[] = { "Luz Marina", "Paola", "Yuliana",
	"Gloria Patricia", "Diana Carolina", "Leidy", "Valentina", "Angie" };
static const char *const co_male[] = { "Jhon Jairo", "Andrés Felipe",
	"Juan Camilo", "Carlos Andrés", "Wilson", "Edwin", "Santiago",
	"Brayan" };
static const char *const co_surnames[] = { "Rodríguez", "Gómez", "Ospina",
	"Restrepo", "Cárdenas", "Quintero", "Valencia", "Giraldo", "Zapata",
	"Mosquera", "Londoño", "Hurtado" };
static const char *const ua_female[] = { "Olena", "Natalia", "Oksana",
	"Iryna", "Svitlana", "Yulia" };
static const char *const ua_male[] = { "Oleksandr", "Serhii", "Andrii",
	"Dmytro", "Ivan", "Viktor" };
static const char *const ua_surnames[] = { "Shevchenko", "Kovalenko",
	"Bondarenko", "Tkachenko", "Melnyk", "Kravchuk" };

static const char *const streets[] = { "Calle Mayor", "Calle Real",
	"Calle de la Fuente", "Avenida de la Constitución", "Calle del Sol",
	"Calle San Juan", "Plaza de España", "Calle Nueva", "Calle del Olmo",
	"Avenida de Andalucía", "Calle Cervantes", "Calle de la Estación",
	"Calle de las Huertas", "Paseo del Río", "Calle del Molino",
	"Calle Miguel Hernández", "Calle Clara Campoamor",
	"Calle de los Alfareros", "Ronda del Arrabal", "Calle Santa Ana",
	"Travesía del Pósito", "Calle Federico García Lorca",
	"Calle del Puente", "Camino Viejo", "Calle Concepción Arenal",
	"Calle de la Ermita", "Calle Antonio Machado", "Plaza del Mercado",
	"Calle Rosalía de Castro", "Calle de los Tintoreros" };

#define OF(code, weight, prefix) { code, weight, prefix##_female,	\
	prefix##_male, prefix##_surnames, ARRAY_LEN(prefix##_female),	\
	ARRAY_LEN(prefix##_male), ARRAY_LEN(prefix##_surnames) }

static const struct people_of origins[] = {
	OF("ES", 860, es), OF("MA", 50, ma), OF("RO", 35, ro),
	OF("CO", 40, co), OF("UA", 15, ua),
};

uint64_t
rng_next(struct rng *r)
{
	uint64_t z = r->s += 0x9e3779b97f4a7c15ULL;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ z >> 27) * 0x94d049bb133111ebULL;
	return z ^ z >> 31;
}

uint32_t
rng_below(struct rng *r, uint32_t n)
{
	return (uint32_t)((rng_next(r) >> 32) * n >> 32);
}

bool
rng_chance(struct rng *r, uint32_t per_mille)
{
	return rng_below(r, 1000) < per_mille;
}

static const char *
pick(struct rng *r, const char *const *list, size_t n)
{
	uint64_t dice = rng_below(r, 1 << 16);

	return list[dice * dice * n >> 32];
}

const struct people_of *
names_origin(struct rng *r)
{
	uint32_t dice = rng_below(r, 1000);
	size_t i = 0;

	for (; i + 1 < ARRAY_LEN(origins) && dice >= origins[i].weight; i++)
		dice -= origins[i].weight;
	return &origins[i];
}

const char *
names_given(struct rng *r, const struct people_of *of, bool is_female, int age)
{
	if (of == &origins[0] && age >= 55)
		return is_female ?
		    pick(r, es_female_old, ARRAY_LEN(es_female_old)) :
		    pick(r, es_male_old, ARRAY_LEN(es_male_old));
	return is_female ? pick(r, of->female, of->n_female) :
	    pick(r, of->male, of->n_male);
}

const char *
names_surname(struct rng *r, const struct people_of *of)
{
	return pick(r, of->surnames, of->n_surnames);
}

const char *
names_street(struct rng *r)
{
	return streets[rng_below(r, ARRAY_LEN(streets))];
}

static char
letter_of(uint32_t number)
{
	return "TRWAGMYFPDXBNJZSQVHLCKE"[number % 23];
}

void
names_dni(uint32_t n, char *out)
{
	/* A step without common factor never meets a number again. */
	uint32_t number = 10000000 + (uint32_t)((uint64_t)n * 48271 % 89999999);

	(void)snprintf(out, 10, "%08u%c", number, letter_of(number));
}

void
names_nie(uint32_t n, char *out)
{
	uint32_t digits = (uint32_t)((uint64_t)n * 48271 % 9999991);

	(void)snprintf(out, 10, "Y%07u%c", digits,
	    letter_of(10000000 + digits));
}
